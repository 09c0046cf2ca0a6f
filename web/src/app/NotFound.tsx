import { Compass } from 'lucide-react';
import { text } from '../text/en';
import { LinkButton } from '../ui/Button';
import { Page } from '../ui/Page';
import { Empty } from '../ui/Parts';

export default function NotFound() {
  return (
    <Page title={text.notFound.title}>
      <Empty icon={<Compass size={36} />} title={text.notFound.heading}>
        <LinkButton href="/workflows">{text.notFound.back}</LinkButton>
      </Empty>
    </Page>
  );
}
