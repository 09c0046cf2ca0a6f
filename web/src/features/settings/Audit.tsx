import { Download } from 'lucide-react';
import { useState } from 'react';
import { wholeAudit } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { moment } from '../../ui/format';
import { PageButtons, usePages } from '../../ui/PageButtons';
import { Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { saveFile } from '../../ui/saveFile';
import { complain, say } from '../../ui/Toasts';

/** Who did what, newest first. */
export function Audit() {
  const pages = usePages('audit');
  const page = useAsk('GET /audit', { query: { cursor: pages.cursor } }, { keepsPrevious: true });
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      const lines = await wholeAudit();
      saveFile('audit.jsonl', 'application/jsonl', lines.join(''));
      say(text.settings.exported(lines.join('').split('\n').length - 1));
    } catch (fault) {
      complain((fault as Error).message);
    } finally {
      setSaving(false);
    }
  };
  if (page.isError) return <ProblemNote error={page.error} />;
  if (!page.data) return <Spinner />;
  const { entries, nextCursor } = page.data;
  if (entries.length === 0) return <p className="muted">{text.settings.noEntries}</p>;
  return (
    <div className="stack">
      <div className="row">
        <Button small icon={<Download size={14} />} busy={saving} onClick={() => void save()}>
          {text.settings.export}
        </Button>
      </div>
      <div className="card table-wrap">
        <table className="table cards">
          <thead>
            <tr>
              <th>{text.settings.when}</th>
              <th>{text.settings.who}</th>
              <th>{text.settings.what}</th>
              <th>{text.settings.about}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td className="muted audit-when">{moment(entry.at)}</td>
                <td>{entry.who}</td>
                <td>
                  <code>{entry.what}</code>
                </td>
                <td className="mono muted audit-about">
                  {Object.entries(entry.about)
                    .map(
                      ([name, value]) =>
                        `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
                    )
                    .join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <PageButtons pages={pages} next={nextCursor} />
    </div>
  );
}
