import * as z from 'zod';
import {planJson} from '../../source/actions/engine/json.ts';
import {type Plan, statementKinds} from '../../source/actions/engine/plan.ts';
import {actions} from '../../source/actions/table.ts';
import {anyCoded, factsSchema} from '../../source/domain/snapshot/coded-schema.ts';
import {snapshotSchema} from '../../source/domain/snapshot/schema.ts';
import {upkeepKinds} from '../../source/domain/upkeep/kinds.ts';
import {lockModes} from '../../source/migrations/locks/lock-modes.ts';
import {serverErrorSchema} from '../../source/postgres/server-error.ts';
import {time} from '../../source/queries/statement.ts';

/*
The --json output of an action, for scripts. docs/plan.schema.json is generated from it, and the tests of actions check
each plan and run against it. Strict: fields not described here are not printed.
*/

const action = z.enum(actions.map(({id}) => id));

const facts = z
	.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
	.optional()
	.describe('What must not have changed when it is run');

const target = z
	.discriminatedUnion('kind', [
		z.strictObject({
			kind: z.literal('index'),
			oid: z.int(),
			name: z.string(),
			scans: z.int(),
			ownScans: z.int().optional().describe('Those that planning for the plan has made, beyond scans'),
			aloneServes: z.string().optional().describe('Foreign keys that it alone served'),
			elsewhere: z
				.array(z.strictObject({node: z.string(), scans: z.int()}))
				.optional()
				.describe('What standbys had counted of it'),
			watch: z
				.strictObject({
					table: z.int().describe('Its oid'),
					perSecond: z.number().nullable().describe('How often it was scanned until then'),
				})
				.optional(),
		}),
		z.strictObject({kind: z.literal('undo'), name: z.string(), undoOf: z.string().describe('Id of a plan')}),
		z.strictObject({kind: z.literal('migration'), version: z.string(), name: z.string()}),
		z.strictObject({
			kind: z.literal('pack'),
			names: z.array(z.string()),
			index: z.enum(['absent', 'invalid']).optional().describe('How it must be found'),
		}),
		z.strictObject({kind: z.literal('database'), name: z.string()}),
		z.strictObject({kind: z.literal('ledger')}),
		z.strictObject({
			kind: z.literal('session'),
			signal: z.enum(['cancel', 'terminate']),
			pid: z.int(),
			backendStart: z.string(),
			queryStart: z.string().nullable(),
		}),
		z.strictObject({
			kind: z.literal('prepared'),
			gid: z.string(),
			transaction: z.string(),
			preparedAt: z.string(),
		}),
		z.strictObject({
			kind: z.literal('maintenance'),
			of: z.enum(['table', 'index']),
			oid: z.int().nullable(),
			name: z.string(),
			facts,
		}),
		z.strictObject({
			kind: z.literal('upkeep'),
			task: z.enum(upkeepKinds),
			name: z.string(),
			of: z.string(),
			facts,
		}),
	])
	.describe('What it is about, found again by identity before it is run');

const statement = z.strictObject({
	does: z.enum(statementKinds).describe('Which command it is'),
	text: z.string().describe('As it is sent; names in it are those of the database, raw'),
	parameters: z
		.array(z.union([z.string(), z.number(), z.null(), z.strictObject({elapsedMs: z.literal(true)})]))
		.optional()
		.describe('$1, $2, …; {"elapsedMs": true} is the time that the run took'),
	lock: z.enum([...lockModes, 'unknown']).describe('The strongest that it takes on what is there'),
	on: z.array(z.string()).describe('What the lock is on, as SQL writes it, or in words'),
	buildsIndex: z.string().optional().describe('The index that it builds CONCURRENTLY'),
	stepsAside: z.literal(true).optional().describe('It gives up its wait for the lock before others queue'),
	source: z.strictObject({file: z.string(), line: z.int()}).optional(),
});

const unit = z.strictObject({
	id: z.string(),
	title: z.string(),
	target,
	transactional: z.boolean().describe('One transaction, or each statement on its own'),
	statements: z.array(statement),
	record: z.array(statement).describe("The ledger's own"),
	undo: z.array(z.string()).optional().describe('What brings it back'),
});

const version = z.literal(2).describe('Of this form; docs/json-changes.md says what changed');

const plan = z
	.strictObject({
		version,
		id: z.string(),
		action,
		title: z.string(),
		risk: z.enum(['low', 'high', 'irreversible']),
		server: z.strictObject(snapshotSchema.shape.server.shape),
		units: z.array(unit),
		checks: z.array(
			z.strictObject({
				code: z.string().describe('Stable: programs read this'),
				verdict: z
					.enum(['pass', 'info', 'warn', 'block'])
					.describe('info is a fact to know; a plan with block is refused with exit code 3'),
				facts: factsSchema,
				text: z.string().describe('For people: may be worded otherwise in any version'),
				object: z.string().optional().describe('What it is about; none for the plan as a whole'),
				title: z.string().optional().describe('Replaces the texts of several objects'),
				grave: z.literal(true).optional().describe('Data is lost, or all sessions wait'),
			}),
		),
		advisoryLock: z.string().optional().describe('Key of the lock that keeps two from doing it at once'),
		typedWord: z.string().optional().describe('To be typed before it is run; --yes is that too'),
		plannedAt: time,
	})
	.describe('What would be done: --dry-run --json');

const run = z
	.strictObject({
		version,
		plan: z.string().nullable().describe('Its id; null where nothing was to be done'),
		action,
		status: z.enum(['done', 'failed', 'cancelled']),
		note: z.string().optional().describe('Why nothing was to be done, or why it ended'),
		details: z.array(z.string()).optional().describe('Of nothing to be done: what is otherwise all the same'),
		units: z.array(
			z.strictObject({
				id: z.string(),
				title: z.string(),
				state: z.enum(['done', 'failed', 'skipped']),
				tookMs: z.number().optional(),
				note: z.string().optional().describe('What is true now, or why it failed: the texts of its notes'),
				notes: z.array(anyCoded).describe('What is true now, or why it failed, each with its code'),
				error: z.strictObject(serverErrorSchema.shape).optional(),
			}),
		),
	})
	.describe('What was done, or why nothing was: --json');

export const planSchema = z
	.union([plan, run])
	.describe(
		'An action of pgdeck, as its command prints it with --json: its plan with --dry-run, else its run',
	);

/** @throws {z.ZodError} where it is printed otherwise than described */
export function checkPlan(made: Plan): Plan {
	z.decode(plan, JSON.parse(JSON.stringify(planJson(made))) as z.input<typeof plan>);
	return made;
}
