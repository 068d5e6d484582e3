import {heading, type Segment} from '../../components/skin.ts';
import {modeWords} from '../../domain/locks/words.ts';
import type {Party} from '../../domain/sessions/schema.ts';
import {partyWords} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, duration, plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {factLines} from '../fact-lines.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {sessionDetail, waitFacts} from '../sessions/detail.ts';
import {type BlockingLine, blockingLines} from './table.ts';

/** Who waits for whom, the root of each tree first. */
export function blockingPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.blocking;
	const blocking = current(section, live);
	const problems = notice(section, width, skin);
	if (!blocking) return {lines: problems, rows: 0};
	const {waiting, asked} = blocking.value;
	const roots = blockingLines(blocking.value).filter(({depth, heldUp}) => depth === 0 && heldUp > 0).length;
	const title: Segment[] =
		waiting === 0
			? [['good', 'nobody waits for a lock']]
			: [
					['bad', `${plural(waiting, 'session waits', 'sessions wait')} for a lock`],
					`, behind ${plural(roots, 'root')}`,
					...(asked < waiting ? ([['warning', `, the first ${asked} are shown`]] as Segment[]) : []),
				];
	const head = heading(title, blocking.old === '' ? [] : [['muted', blocking.old]], width, skin);
	return aboveTable([...problems, head], view);
}

/** One who waits or holds up, in full. */
export function blockingDetail(row: BlockingLine, view: PaneView): string[] {
	const {live, width, skin} = view;
	const {party} = row;
	if (party.session) return [...sessionDetail(party.session, view), ...standsInTheWay(party, view)];
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
					...fact('identifier', prepared.gid ?? 'n/a: it was gone at the look at the locks'),
					...fact('owner', prepared.owner ?? 'n/a'),
					...fact('database', prepared.database ?? 'n/a'),
					...fact(
						'prepared',
						prepared.preparedAt === null
							? 'n/a'
							: `${dateTime(new Date(prepared.preparedAt))}, ${duration(prepared.preparedMs)} ago`,
					),
					...fact(
						'what it is',
						'A transaction without a session: it keeps its locks, also over a restart, until COMMIT PREPARED or ROLLBACK PREPARED. Press x.',
					),
				]
			: fact('session', 'It was gone at the look at it, or this role may not see it.')),
		...waitFacts(party.wait, nameOf).flatMap(([label, value]) => fact(label, value)),
		...fact('holds up', plural(row.heldUp, 'session')),
		...standsInTheWay(party, view),
	];
}

/** Who waits right behind it, and what of its locks keeps each. */
function standsInTheWay({id}: Party, {live, width, skin}: PaneView): string[] {
	const parties = shownValue(live.snapshot.sections.blocking)?.value.parties ?? [];
	const waiters = parties.flatMap(party =>
		(party.wait?.behind ?? []).filter(blocker => blocker.id === id).map(blocker => ({party, blocker})),
	);
	return waiters.flatMap(({party, blocker}, index) => {
		const modes = blocker.holds.map(modeWords).join(', ');
		const why = modes === '' ? '' : `, by ${blocker.queued ? 'waiting for' : 'holding'} ${modes}`;
		return factLines(index === 0 ? 'in the way of' : '', `${partyWords(party)}${why}`, width, skin);
	});
}
