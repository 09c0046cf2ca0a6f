import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { text } from '../text/en';

const manager = Toast.createToastManager();

/** Says for a few seconds that something was done. */
export function say(title: string): void {
  manager.add({ title, type: 'good' });
}

/** Says what went wrong, until it is put away. */
export function complain(title: string, description?: string): void {
  manager.add({ title, description, type: 'bad', timeout: 12_000, priority: 'high' });
}

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} timeout={4_000}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    // The library hides an urgent one from screen readers until it has the focus, which its button can take meanwhile.
    <Toast.Root key={toast.id} toast={toast} aria-hidden={false} className="toast" swipeDirection="right">
      <div className="grow">
        <Toast.Title className="toast-title" />
        <Toast.Description className="muted small" />
      </div>
      <Toast.Close className="button quiet icon small" aria-hidden={false} aria-label={text.common.close}>
        <X size={14} />
      </Toast.Close>
    </Toast.Root>
  ));
}
