import type { Operations } from '../service/AwsService';
import type { Input } from '../service/Input';
import { alreadyExists, noSuchEntity } from './dialect';
import { oidcProviderArn, type IamStore } from './IamStore';

/** The OpenID Connect issuers that an account trusts. */
export function oidcProviderOperations(iam: IamStore): Operations {
  const providerOf = (input: Input) => {
    const arn = input.text('OpenIDConnectProviderArn');
    const provider = iam.providers.get(arn);
    if (!provider) {
      throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    }
    return provider;
  };
  return {
    CreateOpenIDConnectProvider: (call, input) => {
      const options = {
        account: call.account,
        url: input.text('Url'),
        clientIds: input.texts('ClientIDList'),
        thumbprints: input.texts('ThumbprintList'),
      };
      input.end();
      const { account, url } = options;
      if (iam.providers.get(oidcProviderArn(account, url))) {
        throw alreadyExists(`Provider with url ${url} already exists.`);
      }
      return { OpenIDConnectProviderArn: iam.putOidcProvider(options).arn };
    },
    GetOpenIDConnectProvider: (_, input) => {
      const provider = providerOf(input);
      return {
        Url: provider.url.replace(/^https?:\/\//, ''),
        ClientIDList: provider.clientIds,
        ThumbprintList: provider.thumbprints,
        CreateDate: new Date(provider.createdAt),
      };
    },
    ListOpenIDConnectProviders: call => ({
      OpenIDConnectProviderList: iam.providers
        .values()
        .filter(provider => provider.account === call.account)
        .map(provider => ({ Arn: provider.arn })),
    }),
    AddClientIDToOpenIDConnectProvider: (_, input) => {
      const provider = providerOf(input);
      const id = input.text('ClientID');
      input.end();
      provider.clientIds = [...new Set([...provider.clientIds, id])];
      iam.providers.put(provider.arn, provider);
      return {};
    },
    DeleteOpenIDConnectProvider: (_, input) => {
      const { arn } = providerOf(input);
      input.end();
      iam.providers.delete(arn);
      return {};
    },
  };
}
