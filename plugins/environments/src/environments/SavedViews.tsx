import { Link } from '@backstage/core-components';
import {
  Button,
  Dialog,
  DialogBody,
  DialogHeader,
  DialogTrigger,
  TextField,
} from '@backstage/ui';
import { useRef, useState, type FormEvent } from 'react';
import { useLocation } from 'react-router-dom';
import layout from '../components/layout.module.css';
import { useSavedViews } from './useSavedViews';

const LONGEST = 60;

/** What of an address makes a view: not the page of it, which is another one tomorrow. */
function viewOf(search: string): string {
  const parameters = new URLSearchParams(search);
  parameters.delete('cursor');
  return parameters.toString();
}

/** The views that the reader has kept: filters, grouping and order under a name. Whoever gets the page's address sees the same. */
export function SavedViews() {
  const { views, save, remove } = useSavedViews();
  const { pathname, search } = useLocation();
  const [name, setName] = useState('');
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  const chosen = name.trim();
  /** What was pressed goes away, and the focus with it: the dialog would hear no key any more. */
  const goOn = () => field.current?.querySelector('input')?.focus();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) {
      save({ name: chosen, search: viewOf(search) });
      setName('');
      goOn();
    }
  };
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button variant="secondary" size="small">
        {views.length > 0 ? `Saved views (${views.length})` : 'Saved views'}
      </Button>
      <Dialog>
        <DialogHeader>Saved views</DialogHeader>
        <DialogBody>
          <div className={layout.stack}>
            {views.length === 0 ? (
              <p className={layout.note}>
                A view is what the page shows now: its filters, grouping and
                order. You have kept none yet.
              </p>
            ) : (
              <ul className={layout.list}>
                {views.map(view => (
                  <li key={view.name} className={layout.row}>
                    <Link
                      to={`${pathname}${view.search && `?${view.search}`}`}
                      onClick={() => setOpen(false)}
                      aria-current={
                        view.search === viewOf(search) ? 'page' : undefined
                      }
                    >
                      {view.name}
                    </Link>
                    <span style={{ flex: 1 }} />
                    <Button
                      variant="tertiary"
                      size="small"
                      aria-label={`Forget ${view.name}`}
                      onPress={() => {
                        remove(view.name);
                        goOn();
                      }}
                    >
                      Forget
                    </Button>
                  </li>
                ))}
              </ul>
            )}
            <form onSubmit={submit} className={layout.row}>
              <TextField
                ref={field}
                label="Keep what the page shows as"
                size="small"
                maxLength={LONGEST}
                value={name}
                onChange={setName}
              />
              <Button type="submit" size="small" isDisabled={!chosen}>
                {views.some(view => view.name === chosen) ? 'Replace' : 'Save'}
              </Button>
            </form>
          </div>
        </DialogBody>
      </Dialog>
    </DialogTrigger>
  );
}
