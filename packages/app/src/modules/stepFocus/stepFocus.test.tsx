import { render, screen } from '@testing-library/react';
import { StepFocus } from './StepFocus';

/** A form as the scaffolder draws it, at a step. */
const Form = (props: { step: string }) => (
  <>
    <StepFocus />
    <div className="MuiStepper-root">
      <span className="MuiStepLabel-active">{props.step}</span>
    </div>
    <div>
      <button key={props.step}>Next</button>
    </div>
  </>
);

it('moves the focus to a step that follows another, and takes it from nobody else', async () => {
  const { rerender } = render(<Form step="Name" />);
  screen.getByRole('button').focus();
  rerender(<Form step="Place" />);
  expect(await screen.findByRole('group', { name: 'Place' })).toHaveFocus();
  screen.getByRole('button').focus();
  rerender(<Form step="Place" />);
  expect(screen.getByRole('button')).toHaveFocus();
});
