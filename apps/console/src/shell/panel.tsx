import { useLingui } from '@lingui/react/macro';
import { CloseButton } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';

interface PanelProps {
  readonly title: ReactNode;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What is open of a list, beside it. It takes the keyboard, and Escape closes it. */
export const Panel = ({ title, label, onClose, children }: PanelProps) => {
  const { t } = useLingui();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <aside
      ref={panel}
      className="side why"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <CloseButton className="close" aria-label={t`Close`} onClick={onClose} />
      <h2>{title}</h2>
      {children}
    </aside>
  );
};
