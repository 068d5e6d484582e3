import {type PlanShape, planShape} from '../../source/domain/statements/plan-shape.ts';
import type {PlanRow, Plans} from '../../source/domain/statements/plans.ts';
import {planProblem} from '../../source/domain/statements/words.ts';
import {planMethod} from '../../source/sampler/statements/plans.ts';
import {ago} from './fixtures-sections.ts';

const base = {'Total Cost': 120.5, 'Plan Rows': 40, 'Parallel Aware': false};
export const seqScan = {
	...base,
	'Node Type': 'Seq Scan',
	'Relation Name': 'request_logs',
	Filter: '(created_at > $1)',
};
export const indexScan = {
	...base,
	'Node Type': 'Index Scan',
	'Relation Name': 'request_logs',
	'Index Name': 'idx_created_at',
	'Index Cond': '(created_at > $1)',
};

/** As the fixtures' statement of that number is planned. */
export function planRow(queryId: string, root: unknown, change: Partial<PlanRow> = {}): PlanRow {
	const {shape, lines}: PlanShape = planShape(root ?? {});
	return {queryId, text: `select ${queryId}`, calls: 20_000, shape, lines, unknown: null, ...change};
}

export const plans: Plans = {
	plannedAt: ago(300),
	databaseId: 16_384,
	method: planMethod,
	rows: [
		planRow('101', indexScan, {text: 'select * from request_logs\n\twhere created_at > $1'}),
		planRow('-102', undefined, {
			shape: null,
			lines: null,
			text: 'insert into request_logs (path, duration) values ($1, $2)',
			unknown: planProblem('failed', {
				message: 'permission denied for table request_logs',
				sqlState: '42501',
			}),
		}),
	],
};
