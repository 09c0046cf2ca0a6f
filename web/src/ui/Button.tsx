import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import { Tooltip } from './Tooltip';

type Look = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  small?: boolean;
  busy?: boolean;
  icon?: ReactNode;
}

function classes(look: Look, small: boolean, more = ''): string {
  return ['button', look === 'plain' ? '' : look, small ? 'small' : '', more].filter(Boolean).join(' ');
}

export function Button({
  look = 'plain',
  small = false,
  busy,
  icon,
  children,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(look, small, className)}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonProps {
  label: string;
}

/** A button that shows a sign alone; its name is read out and shown beside the pointer. */
export function IconButton({
  label,
  icon,
  look = 'quiet',
  small = false,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={classes(look, small, `icon ${className ?? ''}`)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

interface LinkButtonProps {
  href: string;
  look?: Look;
  small?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}

export function LinkButton({ href, look = 'plain', small = false, icon, children }: LinkButtonProps) {
  return (
    <Link href={href} className={classes(look, small)}>
      {icon}
      {children}
    </Link>
  );
}
