import {count, dateTime, plural} from '../../format/quantities.ts';
import {shownValue} from '../snapshot/section.ts';
import {type Draft, type TaskContext, unknown} from './draft.ts';
import {type Asker, analyzeObstacle, type Obstacle} from './rights.ts';
import type {UpkeepParts} from './schema.ts';

/** The planner's statistics of all tables, as one task. */
export function statisticsDrafts(parts: UpkeepParts, {asker}: TaskContext): Draft[] {
	const known = shownValue(parts.statistics);
	if (!known) return [unknown('analyze', parts.statistics)];
	const {tables, due, countedSince} = known.value;
	const unrecorded = due.filter(({analyzedAt}) => analyzedAt === null).length;
	const obstacle = analyzeNothing(parts, asker);
	const more = due.length >= 500 ? ' or more' : '';
	const detail =
		due.length === 0
			? `all ${plural(tables, 'table')} have statistics as new as their rows ask for`
			: `${plural(due.length, 'table')}${more} of ${count(tables)} due${unrecorded === 0 ? '' : `; of ${count(unrecorded)} of them ${unrecordedText(countedSince)}`}`;
	return [
		{
			kind: 'analyze',
			target: '',
			state: due.length > 0 ? 'due' : 'done',
			detail,
			obstacle,
		},
	];
}

/** The counters that hold when a table was analyzed go with a crash: without an entry nobody knows that it never was. */
function unrecordedText({at}: {readonly at: Date | null}): string {
	return at === null
		? 'no ANALYZE is recorded (counters may have been erased)'
		: `no ANALYZE is recorded since ${dateTime(at)}, when the counters began`;
}

/** Why this role can ANALYZE nothing of what is due. */
export function analyzeNothing({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const due = shownValue(statistics)?.value.due ?? [];
	const [first] = due;
	return first && due.every(({mayAnalyze}) => !mayAnalyze) ? analyzeObstacle(first, asker) : undefined;
}

/** Why it can ANALYZE nothing at all, which a review of everything would have to. */
export function analyzeNothingAtAll({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const {allowed, refused} = shownValue(statistics)?.value ?? {};
	return allowed === 0 && refused ? analyzeObstacle(refused, asker) : undefined;
}
