import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, RotateCw } from 'lucide-react';
import { createContext, useContext, useState } from 'react';
import { call, type Answer, type ProblemError } from '../api/client';
import type { JsonObject } from '../api/types';
import { matching, missing, MOST_SHOWN, partOf, type Offered } from '../model/choices';
import { isTemplate } from '../model/forms';
import { text } from '../text/en';
import { Button } from './Button';
import { ProblemNote } from './Problem';
import { Templated } from './Templated';
import './choices.css';

const ROUTE = 'POST /connectors/{name}/operations/{operation}/choices/{property}';

/** An answer is good for this long; later, opening the list asks anew. */
const FRESH_MS = 30_000;

/** Whom the fields of a form may ask what they can be, and with what. */
export interface Askable {
  connector: string;
  operation: string;
  schema: JsonObject;
  config: JsonObject;
  signsIn: boolean;
  connectionId: string | undefined;
  workflowId: string | undefined;
}

const Asking = createContext<Askable | null>(null);

/** Around a form whose fields may ask; null where they are only looked at. */
export const AskingOf = Asking.Provider;

/** Whether fields here may ask a service. */
export function useAskable(): boolean {
  return useContext(Asking) !== null;
}

interface ChoicesProps {
  id: string;
  name: string;
  /** The fields that must be filled in first. */
  needs: string[];
  value: string;
  onChange: (next: string) => void;
  placeholder: string;
  'aria-describedby': string;
  'aria-invalid'?: boolean;
}

/** A text for which the service, once it is opened, says what there is; any other text and templates are taken too. */
export function Choices({ name, needs, value, onChange, ...rest }: ChoicesProps) {
  const { blocked, list, isOpen, open, shut } = useOffers(name, needs);
  const [narrows, setNarrows] = useState(false);
  const all = list.data?.choices ?? [];
  // Whoever opens the list wants to see what else there is, beside what stands there.
  const fitting = narrows ? matching(all, value) : all;
  const shown = isOpen && !(narrows && isTemplate(value));
  const known = all.find((one) => one.value === value)?.label;
  const again = () => {
    setNarrows(false);
    open(true);
    document.getElementById(rest.id)?.focus();
  };
  return (
    <Autocomplete.Root
      items={fitting.slice(0, MOST_SHOWN)}
      filter={null}
      itemToStringValue={(one: Offered) => one.value}
      value={value}
      onValueChange={(next, change) => {
        // Escape shuts the list; what stands in the field is not its own to take away.
        if (change.reason !== 'input-change') return change.cancel();
        setNarrows(true);
        onChange(next);
      }}
      openOnInputClick={!isTemplate(value)}
      open={shown}
      onOpenChange={(next, { reason }) => {
        const typed = reason === 'input-change';
        if (next) {
          if (!(typed && isTemplate(value))) open(!typed);
        } else {
          setNarrows(false);
          shut();
        }
      }}
    >
      <div className="choices-field">
        <Templated
          {...rest}
          aria-describedby={`${rest['aria-describedby']} ${rest.id}-said`}
          value={value}
          onChange={onChange}
          field={(props) => <Autocomplete.Input {...props} />}
        />
        <Autocomplete.Trigger
          className="button quiet icon small"
          aria-label={text.choices.open(name)}
          disabled={blocked !== undefined}
        >
          <ChevronDown size={15} />
        </Autocomplete.Trigger>
      </div>
      <span className="hint" id={`${rest.id}-said`}>
        {blocked ?? (known === value ? '' : known)}
      </span>
      {list.isError && !list.isFetching && (
        <ProblemNote
          error={list.error}
          actions={
            <div>
              <Button small icon={<RotateCw size={14} />} onClick={again}>
                {text.common.tryAgain}
              </Button>
            </div>
          }
        />
      )}
      {shown && (
        <Autocomplete.Portal>
          <Autocomplete.Positioner className="menu-layer" sideOffset={4}>
            {/* No Popup: it hides all of the page beside it, this field's label as well, from those who listen. */}
            <div className="popup choices">
              <Autocomplete.List className="choices-list" aria-label={text.choices.list(name)}>
                {(one: Offered) => (
                  <Autocomplete.Item
                    key={one.value}
                    value={one}
                    className="menu-item choices-item"
                    onClick={() => onChange(one.value)}
                  >
                    <span>{one.label}</span>
                    {one.label !== one.value && <code className="muted">{one.value}</code>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
              <Autocomplete.Status className="menu-label">
                <Said list={list} shown={fitting.length} />
              </Autocomplete.Status>
            </div>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      )}
    </Autocomplete.Root>
  );
}

type Told = Answer<typeof ROUTE>;

/** What is to be said beside the list. */
function Said({ list, shown }: { list: { data: Told | undefined; isFetching: boolean }; shown: number }) {
  if (!list.data) return list.isFetching ? text.choices.loading : null;
  if (list.data.choices.length === 0) return text.choices.none;
  if (shown === 0) return text.choices.noneFits;
  const left = shown - MOST_SHOWN;
  return (
    <>
      {left > 0 && <div>{text.choices.narrower(left)}</div>}
      {list.data.more && <div>{text.choices.cut}</div>}
    </>
  );
}

/** Asks when the list is opened, and never because something is typed: a question that changes shuts the list. */
function useOffers(property: string, needs: string[]) {
  const asking = useContext(Asking)!;
  const { connector, operation, connectionId, workflowId } = asking;
  const blocked = reasonOf(asking, needs);
  const input = partOf(needs, asking.config);
  const question = JSON.stringify([connector, operation, property, connectionId ?? null, input]);
  const [opened, setOpened] = useState<string | null>(null);
  if (opened !== null && opened !== question) setOpened(null);
  const wanted = opened === question && blocked === undefined;
  const list = useQuery<Told, ProblemError>({
    queryKey: ['choices', question],
    queryFn: ({ signal }) =>
      call(
        ROUTE,
        { path: { name: connector, operation, property }, body: { connectionId, workflowId, input } },
        signal,
      ),
    enabled: wanted,
    staleTime: FRESH_MS,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    blocked,
    list,
    isOpen: wanted && !(list.isError && !list.isFetching),
    /** What failed is asked again only by somebody who means it. */
    open: (meant: boolean) => {
      if (blocked !== undefined) return;
      if (wanted && list.isError && !list.isFetching && meant) void list.refetch();
      setOpened(question);
    },
    // After a failure the list is shut by itself, and stays what was asked for: typing on asks for nothing.
    shut: () => setOpened(list.isError ? opened : null),
  };
}

/** Why the service cannot be asked yet. */
function reasonOf({ signsIn, connectionId, schema, config }: Askable, needs: string[]): string | undefined {
  if (signsIn && !connectionId) return text.choices.connection;
  const { empty, templates } = missing(needs, schema, config);
  if (empty.length > 0) return text.choices.fillIn(empty.join(', '));
  return templates.length > 0 ? text.choices.template(templates.join(', ')) : undefined;
}
