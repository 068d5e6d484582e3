import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Step} from '../../migrations/pack/pack-steps.ts';
import type {PackObjects, PackRights} from '../../queries/registry/pack-objects.ts';
import type {Check} from '../engine/plan.ts';

/** Whether the role may take these steps. */
export function optimizeRights(
	steps: readonly Step[],
	{relations}: PackObjects,
	rights: PackRights,
	{quotedUser}: ServerIdentity,
): Check[] {
	const checks: Check[] = [];
	const block = (detail: string) => checks.push({name: 'rights', verdict: 'block', detail});
	if (rights.schema !== 'public') {
		block(
			`the pack's tables belong into the schema public, and this connection's search_path does not begin with it. Connect with options='-c search_path=public'`,
		);
	}
	const needed = new Set(steps.flatMap(tablesOf));
	const strange = relations.filter(({name, owned}) => needed.has(name) && !owned);
	for (const owner of new Set(strange.map(relation => relation.owner))) {
		const names = strange.filter(relation => relation.owner === owner).map(({sqlName}) => sqlName);
		block(
			`this role does not own ${names.join(', ')}. Connect as ${owner} or a superuser, or have one of them run: GRANT ${owner} TO ${quotedUser};`,
		);
	}
	const made = steps.flatMap(step => (step.kind === 'parts' ? step.facts : []));
	const whole = steps.some(({kind}) => kind === 'file');
	if ((made.length > 0 || whole) && rights.createInPublic === false && makesNew(steps)) {
		block(
			`this role may not create in the schema public. To allow it, its owner runs: GRANT CREATE ON SCHEMA public TO ${quotedUser};`,
		);
	}
	if (rights.createInMcp === null && makesNew(steps) && !rights.createInDatabase) {
		block(
			`this role may not create schemas here. To allow it, the owner of the database runs: GRANT CREATE ON DATABASE ${rights.database} TO ${quotedUser};`,
		);
	}
	if (rights.createInMcp === false && makesNew(steps)) {
		block(
			`this role may not create in the schema mcp. To allow it, its owner runs: GRANT CREATE ON SCHEMA mcp TO ${quotedUser};`,
		);
	}
	return checks;
}

/** An index is made in the schema of its table, for which it takes the right to create there as well. */
function makesNew(steps: readonly Step[]): boolean {
	return steps.some(({kind}) => kind === 'file' || kind === 'parts');
}

/** Tables that are there and have to be the role's own. */
function tablesOf(step: Step): readonly string[] {
	switch (step.kind) {
		case 'remove':
		case 'repair':
			return [step.index.table];
		case 'columns':
		case 'fill':
			return [step.relation.name];
		case 'parts':
			return step.facts.flatMap(({table, kind}) => (table === null || kind === 'relation' ? [] : [table]));
		case 'partitioned':
			return step.fact.table === null ? [] : [step.fact.table];
		case 'analyze':
			return step.tables;
		default:
			return [];
	}
}
