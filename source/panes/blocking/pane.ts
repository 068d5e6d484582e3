import {heading, type Segment} from '../../components/skin.ts';
import {modeWords} from '../../domain/locks/words.ts';
import type {Party} from '../../domain/sessions/schema.ts';
import {partyWords} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, duration, plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {factLines} from '../facts.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {sessionDetail, waitFacts} from '../sessions/detail.ts';
import {type BlockingLine, blockingLines} from './table.ts';

/** Blocking sessions as trees, roots first. */
export function blockingPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.blocking;
	const blocking = current(section, live);
	const problems = notice(section, width, skin);
	if (!blocking) return {lines: problems, rows: 0};
	const {waiting, asked} = blocking.value;
	const roots = blockingLines(blocking.value).filter(({depth, blocked}) => depth === 0 && blocked > 0).length;
	const title: Segment[] =
		waiting === 0
			? [['good', 'no session waits for a lock']]
			: [
					['bad', `${plural(waiting, 'session')} waiting for a lock`],
					`, ${plural(roots, 'root blocker')}`,
					...(asked < waiting ? ([['warning', `, first ${asked} shown`]] as Segment[]) : []),
				];
	const head = heading(title, blocking.old === '' ? [] : [['muted', blocking.old]], width, skin);
	return aboveTable([...problems, head], view);
}

/** One party of the tree in full. */
export function blockingDetail(row: BlockingLine, view: PaneView): string[] {
	const {live, width, skin} = view;
	const {party} = row;
	if (party.session) return [...sessionDetail(party.session, view), ...blockedSessions(party, view)];
	const {prepared} = party;
	const blocking = shownValue(live.snapshot.sections.blocking)?.value;
	const nameOf = (id: string) => {
		const other = blocking?.parties.find(item => item.id === id);
		return other ? partyWords(other) : id;
	};
	const fact = (label: string, value: string) => factLines(label, value, width, skin);
	return [
		heading([['title', oneLine(partyWords(party))]], [], width, skin),
		...(prepared
			? [
					...fact('identifier', prepared.gid ?? 'n/a: it ended before the locks were read'),
					...fact('owner', prepared.owner ?? 'n/a'),
					...fact('database', prepared.database ?? 'n/a'),
					...fact(
						'prepared',
						prepared.preparedAt === null
							? 'n/a'
							: `${dateTime(new Date(prepared.preparedAt))}, ${duration(prepared.preparedMs)} ago`,
					),
					...fact(
						'note',
						'A prepared transaction has no session. It keeps its locks, even across restarts, until COMMIT PREPARED or ROLLBACK PREPARED. Press x.',
					),
				]
			: fact('session', 'The session ended before it could be read, or is hidden from this role.')),
		...waitFacts(party.wait, nameOf).flatMap(([label, value]) => fact(label, value)),
		...fact('blocks', plural(row.blocked, 'session')),
		...blockedSessions(party, view),
	];
}

/** Sessions that wait directly for it, with the lock that blocks each. */
function blockedSessions({id}: Party, {live, width, skin}: PaneView): string[] {
	const parties = shownValue(live.snapshot.sections.blocking)?.value.parties ?? [];
	const waiters = parties.flatMap(party =>
		(party.wait?.behind ?? []).filter(blocker => blocker.id === id).map(blocker => ({party, blocker})),
	);
	return waiters.flatMap(({party, blocker}, index) => {
		const modes = blocker.holds.map(modeWords).join(', ');
		const why = modes === '' ? '' : `, by ${blocker.queued ? 'waiting for' : 'holding'} ${modes}`;
		return factLines(index === 0 ? 'direct waiters' : '', `${partyWords(party)}${why}`, width, skin);
	});
}
