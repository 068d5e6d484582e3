import type {Reader} from '../../postgres/reader.ts';
import type {DropFacts} from '../../queries/indexes/drop-facts.ts';
import {type IndexExpression, readIndexExpressions} from '../../queries/indexes/index-expressions.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

type Dropped = {readonly facts: DropFacts; readonly catalog: Pick<IndexCatalogRow, 'expression'>};

/**
How the planner keeps the statistics of an expression that goes with its index: without them it takes 0.5 % of the rows for
any value. A piece of advice, not a step: whoever drops an index that nothing uses may want none of it.
*/
export async function expressionChecks(
	reader: Reader,
	chosen: readonly Dropped[],
	versionNumber: number,
): Promise<Check[]> {
	const going = chosen.map(({facts}) => facts.oid);
	const checks: Check[] = [];
	for (const {facts, catalog} of chosen) {
		if (!catalog.expression) continue;
		const expressions = await readIndexExpressions(reader, facts.oid, going, versionNumber);
		checks.push(...expressions.map(item => expressionCheck(facts, item)));
	}
	return checks;
}

function expressionCheck(
	{plainName, statistics}: DropFacts,
	{place, expression, keptBy, name, table}: IndexExpression,
): Check {
	const said = `statistics of ${expression}, which ${plainName} has`;
	const check = (verdict: Check['verdict'], detail: string): Check => ({
		...{name: sanitize(plainName), verdict},
		detail: sanitize(`${said}: ${detail}`),
	});
	if (keptBy !== null) return check('pass', `${keptBy} has them too`);
	if (name === null)
		return check(
			'warn',
			'they go with it: CREATE STATISTICS keeps those of expressions from PostgreSQL 14 on',
		);
	const target = statistics.find(({column}) => column === place)?.target;
	const statements = [
		`CREATE STATISTICS ${name} ON ${expression} FROM ${table}`,
		...(target === undefined ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${target}`]),
		`ANALYZE ${table}`,
	];
	return check(
		'warn',
		`to keep them, run this before: ${statements.join('; ')}; (after an undo they are not needed: DROP STATISTICS ${name};)`,
	);
}
