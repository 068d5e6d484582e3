import toolsSql from '../../../sql/actions/upkeep-refresh-tools.sql';
import {isToolStats, recordOf, viewObstacle} from '../../domain/upkeep/views.ts';
import {sqlBody} from '../../queries/statement.ts';
import {
	type MaterializedView,
	readRawViews,
	readViewRecords,
	type ViewRecord,
} from '../../queries/upkeep/upkeep.ts';
import {said} from './words.ts';
import {
	blocked,
	noted,
	nothing,
	type Piece,
	pass,
	shownName,
	type Work,
	type WorkContext,
	warn,
} from './work.ts';

/** Refreshes a materialized view CONCURRENTLY, so that readers see its old contents meanwhile. */
export const refreshWork: Work = {
	async plan(context, target) {
		const views = await readRawViews(context.reader);
		if (target !== '') {
			return views.filter(view => shownName(view) === target).map(view => piece(view, context));
		}
		const known = context.objects.relations['public.materialized_views'] === true;
		const records = known ? await readViewRecords(context.reader) : [];
		const due = views.filter(view => isDue(view, records, context.now));
		return due.length === 0 ? [nothing(said('no-view-due'))] : due.map(view => piece(view, context));
	},
	async verify(reader, {of, facts}) {
		const view = (await readRawViews(reader)).find(({quoted}) => quoted === of);
		if (!view) return said('view-gone');
		// Without its index, or filled by another session, it would need another statement.
		return view.populated === facts?.populated && view.concurrently === facts.concurrently
			? undefined
			: said('view-changed');
	},
};

/** A view of unknown age is due if it can be refreshed CONCURRENTLY. */
function isDue(view: MaterializedView, records: readonly ViewRecord[], now: Date): boolean {
	if (!view.populated) return true;
	const record = recordOf(view, records);
	if (!record?.refreshedAt || record.intervalMs === null) return view.concurrently && view.mayRefresh;
	return record.active && now.getTime() - record.refreshedAt.getTime() > record.intervalMs;
}

function piece(view: MaterializedView, context: WorkContext): Piece {
	const shown = shownName(view);
	const name = `refresh:${shown}`;
	const obstacle = viewObstacle(view, context.objects, context.server);
	if (obstacle) return blocked(name, obstacle);
	const note = noted(context, 'refresh', shown);
	const {populated, concurrently, quoted} = view;
	const own = isToolStats(view, context.objects) && context.objects.functions.refresh_tool_stats === true;
	return {
		unit: {
			title: `Refresh ${shown}`,
			target: {kind: 'upkeep', task: 'refresh', name, of: quoted, facts: {populated, concurrently}},
			transactional: true,
			statements: [
				{
					does: own ? 'call' : 'refresh-view',
					text: own
						? sqlBody(toolsSql)
						: `REFRESH MATERIALIZED VIEW ${populated ? 'CONCURRENTLY ' : ''}${quoted}`,
					lock: populated ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE',
					on: [quoted],
				},
				...note.statements,
			],
			record: [],
		},
		checks: [
			populated ? pass(said('read-meanwhile'), shown) : warn(said('never-filled'), shown),
			...note.checks,
		],
		risk: 'low',
	};
}
