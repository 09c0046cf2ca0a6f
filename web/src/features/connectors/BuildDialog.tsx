import { useState, type FormEvent } from 'react';
import { useTell } from '../../api/hooks';
import { buildOf, patternsIn, type Source } from '../../model/builds';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { TextArea, TextField } from '../../ui/Field';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { BuildWatch } from './BuildWatch';
import { DocumentSource } from './DocumentSource';

interface BuildDialogProps {
  /** The connector that is built again; empty for a new one. */
  name: string;
  /** The build that is watched; empty where none was started. */
  buildId: string;
  onBuild: (buildId: string) => void;
  onClose: () => void;
  onConnect: (connector: string) => void;
  onLook: (connector: string) => void;
}

/** A connector made from a document: what to make it of, how far it is, and what came of it. */
export function BuildDialog(props: BuildDialogProps) {
  const { buildId, onBuild, onClose } = props;
  const [source, setSource] = useState<Source>();
  const [name, setName] = useState(props.name);
  const [include, setInclude] = useState('');
  const [known, setKnown] = useState<string[]>([]);
  const [missing, setMissing] = useState('');
  const start = useTell('POST /connectors/builds');
  const build = (called: string, patterns: string[]) => {
    if (!source) {
      setMissing(text.builds.missing);
      return;
    }
    start.mutate(
      { body: buildOf(source, called, patterns) },
      { onSuccess: (answer) => onBuild(answer.buildId) },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setKnown([]);
    build(name.trim(), patternsIn(include));
  };
  const back = (called: string, patterns: string[]) => {
    setName(called);
    setInclude(patterns.join('\n'));
    setMissing(text.builds.documentGone);
    onBuild('');
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      dismissible={false}
      title={props.name ? text.builds.againTitle(props.name) : text.builds.title}
      description={props.name ? text.builds.againHint : text.builds.description}
    >
      {buildId ? (
        <BuildWatch
          key={buildId}
          buildId={buildId}
          known={known}
          asked={patternsIn(include)}
          error={start.error}
          busy={start.isPending}
          onAgain={() => {
            start.reset();
            onBuild('');
          }}
          onPick={(connector, patterns, all) => {
            setKnown(all);
            if (source) build(connector, patterns);
            else back(connector, patterns);
          }}
          onConnect={props.onConnect}
          onLook={props.onLook}
        />
      ) : (
        <form className="stack loose" onSubmit={submit}>
          {start.error && <ProblemNote error={start.error} />}
          <DocumentSource
            value={source}
            onChange={(next) => {
              setSource(next);
              setMissing('');
            }}
            fault={missing || faultAt(start.error, '/openapiUrl')}
          />
          <TextField
            label={text.builds.name}
            hint={text.builds.nameHint}
            mono
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
            fault={faultAt(start.error, '/name')}
          />
          <TextArea
            label={text.builds.include}
            hint={text.builds.includeHint}
            mono
            rows={2}
            value={include}
            onChange={(event) => setInclude(event.target.value)}
            fault={faultAt(start.error, '/include')}
          />
          <DialogActions>
            <Button onClick={onClose}>{text.common.cancel}</Button>
            <Button look="primary" type="submit" busy={start.isPending}>
              {text.builds.start}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
