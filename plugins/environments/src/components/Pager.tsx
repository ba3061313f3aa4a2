import { Button } from '@backstage/ui';

/** The ways to the page before and after, where there are any. */
export function Pager(props: {
  pageInfo: { prevCursor?: string; nextCursor?: string };
  onPage(cursor: string): void;
}) {
  const { pageInfo, onPage } = props;
  const ways = [
    { label: 'Previous', cursor: pageInfo.prevCursor },
    { label: 'Next', cursor: pageInfo.nextCursor },
  ];
  return (
    <>
      {ways.map(
        ({ label, cursor }) =>
          cursor && (
            <Button
              key={label}
              variant="secondary"
              size="small"
              onPress={() => onPage(cursor)}
            >
              {label}
            </Button>
          ),
      )}
    </>
  );
}
