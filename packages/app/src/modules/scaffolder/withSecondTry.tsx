import type { DialogApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import { refusalInWords } from './refusalInWords';

/** What a form sends, as far as it matters here. */
interface Request {
  values: object;
}

/** What sends a form off. */
export interface Sender {
  scaffold(request: Request, ...options: unknown[]): Promise<object>;
}

/** Goes to a form that has what was typed into it. Secrets are not among that. */
const openForm = (values: object) =>
  window.location.assign(
    `${window.location.pathname}?formData=${encodeURIComponent(JSON.stringify(values))}`,
  );

/**
 * Has what sends forms ask what to do where a form was not taken: send it again, or change it. Backstage's form shows the answer as it came,
 * and its last button does nothing from then on, until the page is loaded anew.
 *
 * @param open - opens a form with what was typed
 */
export function withSecondTry<T extends Sender>(
  client: T,
  dialogs: DialogApi,
  open = openForm,
): T {
  const send = client.scaffold.bind(client);
  client.scaffold = async (request, ...options) => {
    for (;;) {
      try {
        return await send(request, ...options);
      } catch (error) {
        await tellOf(dialogs, refusalInWords(error), () =>
          open(request.values),
        );
      }
    }
  };
  return client;
}

/** Says why a form was not taken, until somebody wants to send it again. */
async function tellOf(
  dialogs: DialogApi,
  reason: string,
  goBack: () => void,
): Promise<void> {
  const dialog = dialogs.open(
    <Dialog
      isOpen
      isDismissable={false}
      isKeyboardDismissDisabled
      onOpenChange={isOpen => !isOpen && goBack()}
    >
      <DialogHeader>Your request was not taken</DialogHeader>
      <DialogBody>
        <Text as="p">{reason}</Text>
        <Text as="p">
          What you typed is kept. Sent twice, it is one pull request all the
          same.
        </Text>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={goBack}>
          Back to the form
        </Button>
        <Button variant="primary" onPress={() => dialog.close()}>
          Try again
        </Button>
      </DialogFooter>
    </Dialog>,
  );
  await dialog.result();
}
