import type { Estimate } from '@plinth/plugin-environments-common';
import { TestApiProvider } from '@backstage/test-utils';
import { act, render, screen, within } from '@testing-library/react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { fakeApi } from '../__testUtils__/fixtures';
import { EstimateNote } from './EstimateNote';

const unit = {
  name: 'claims-dev',
  blueprint: 'application',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
};
const line = (description: string, monthly: number) => ({
  logicalId: description,
  resourceType: 'AWS::EC2::NatGateway',
  description,
  monthly,
});
const estimate: Estimate = {
  currency: 'USD',
  monthly: 1234.5,
  lines: [
    line('Log group', 0),
    ...[1, 2, 3, 4, 5, 6, 7].map(n => line(`Resource ${n}`, n * 10)),
  ],
  unpriced: ['AWS::Example::Thing'],
  hints: [
    'Database: Graviton classes cost about 10 % less than db.r5.large',
    'Host: VolumeSize cannot be told before deployment; 8 is assumed',
  ],
  priceBook: '2026-05-01',
  priceWarning: 'Some of these prices are 13 months old',
};

describe('the estimate below the form', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const pause = (milliseconds: number) =>
    act(async () => jest.advanceTimersByTime(milliseconds));

  function show(createEstimate: jest.Mock, budget?: number) {
    const api = fakeApi({ createEstimate });
    const element = (parameters: object, change: object = {}) => (
      <TestApiProvider apis={[[environmentsApiRef, api]]}>
        <EstimateNote
          unit={{ ...unit, ...change }}
          parameters={{ ...parameters }}
          budget={budget}
        />
      </TestApiProvider>
    );
    const { rerender } = render(element({ size: 'small' }));
    return (parameters: object, change?: object) =>
      rerender(element(parameters, change));
  }

  it('gives the sum, the dearest resources first, and what has no price', async () => {
    const createEstimate = jest.fn().mockResolvedValue(estimate);
    show(createEstimate);
    expect(
      screen.getByText('Estimating the monthly cost …'),
    ).toBeInTheDocument();
    await pause(600);
    expect(createEstimate).toHaveBeenCalledWith(
      { ...unit, parameters: { size: 'small' } },
      expect.anything(),
    );
    const note = within(screen.getByRole('region', { name: 'Estimate' }));
    expect(note.getByText('$1,235 a month')).toBeInTheDocument();
    expect(
      within(note.getByRole('table', { name: 'Dearest resources' }))
        .getAllByRole('row')
        .map(row => row.textContent),
    ).toEqual([7, 6, 5, 4, 3, 2].map(n => `Resource ${n}$${n}0.00`));
    expect(
      note.getByText(
        /without a price: AWS::Example::Thing; prices of 2026-05-01\./,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Some of these prices are 13 months old'),
    ).toBeInTheDocument();
    expect(note.getByText(/^2 hints: /)).toBeInTheDocument();
    expect(
      note.getByText(/^Database: Graviton classes cost about 10 % less/),
    ).toBeInTheDocument();
  });

  it.each([
    [1234, 1],
    [1235, 0],
    [undefined, 0],
  ])(
    'asks whether a budget that is less is meant: %p',
    async (budget, questions) => {
      show(jest.fn().mockResolvedValue(estimate), budget);
      await pause(600);
      expect(screen.getByText('$1,235 a month')).toBeInTheDocument();
      expect(
        screen.queryAllByText(
          /^The budget of \$1,234 is less than that: its alerts would go out every month\. Is it meant\?$/,
        ),
      ).toHaveLength(questions);
    },
  );

  it('asks when the form pauses, and drops the answer to what was entered before', async () => {
    let answerFirst: (estimate: Estimate) => void = () => {};
    const createEstimate = jest
      .fn()
      .mockImplementationOnce(
        () =>
          new Promise<Estimate>(resolve => {
            answerFirst = resolve;
          }),
      )
      .mockResolvedValueOnce({ ...estimate, monthly: 99 });
    const change = show(createEstimate);
    await pause(599);
    expect(createEstimate).not.toHaveBeenCalled();
    await pause(1);
    expect(createEstimate).toHaveBeenCalledTimes(1);
    change({ size: 'medium' });
    await pause(300);
    change({ size: 'large' });
    await pause(600);
    expect(createEstimate).toHaveBeenCalledTimes(2);
    expect(createEstimate.mock.calls[1][0].parameters).toEqual({
      size: 'large',
    });
    expect(createEstimate.mock.calls[0][1].signal.aborted).toBe(true);
    await act(async () => answerFirst({ ...estimate, monthly: 11 }));
    expect(screen.getByText('$99.00 a month')).toBeInTheDocument();
  });

  it('says why it cannot be estimated', async () => {
    show(
      jest.fn().mockRejectedValue(
        new Error('Request failed with 400 Bad Request', {
          cause: new Error('cidr is missing'),
        }),
      ),
    );
    await pause(600);
    expect(
      screen.getByText('The cost cannot be estimated: cidr is missing'),
    ).toBeInTheDocument();
  });

  it('asks nothing before it is known where the unit goes', async () => {
    const createEstimate = jest.fn().mockResolvedValue(estimate);
    const change = show(createEstimate);
    change({}, { region: undefined });
    await pause(600);
    expect(createEstimate).not.toHaveBeenCalled();
    expect(
      screen.getByText(/Choose stage, account and region/),
    ).toBeInTheDocument();
  });
});
