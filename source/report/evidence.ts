import * as z from 'zod';
import type {Sections} from '../snapshot/schema.ts';
import {type Section, shownValue} from '../snapshot/section.ts';

/** The moment that a report is made of. Sections by name: which there are depends on who recorded them. */
export type Moment = {
	readonly at: Date;
	section(id: string): Section<unknown> | undefined;
};

const figures = z.record(z.string(), z.number().nullable());
const statements = z.looseObject({
	rows: z.array(
		z.looseObject({
			id: z.string(),
			text: z.string().nullable(),
			user: z.string(),
			database: z.string().nullable(),
			meanMs: z.number(),
			counted: z.looseObject({total: figures}),
		}),
	),
});
export type Statements = z.output<typeof statements>['rows'];

const party = z.looseObject({
	id: z.string(),
	pid: z.int(),
	session: z
		.looseObject({
			user: z.string().nullable(),
			application: z.string().nullable(),
			state: z.string().nullable(),
			query: z.string().nullable(),
			transactionMs: z.number().nullable(),
		})
		.nullable(),
	prepared: z.looseObject({gid: z.string().nullable()}).nullable(),
	wait: z
		.looseObject({
			ms: z.number().nullable(),
			mode: z.string().nullable(),
			thing: z.looseObject({kind: z.string(), relation: z.string().nullable()}).nullable(),
			behind: z.array(z.looseObject({id: z.string(), queued: z.boolean()})),
		})
		.nullable(),
});
const blocking = z.looseObject({waiting: z.int(), parties: z.array(party)});
export type BlockingParty = z.output<typeof party>;
export type Blocking = z.output<typeof blocking>;

function known<Schema extends z.ZodType>(moment: Moment, id: string, schema: Schema) {
	const section = moment.section(id);
	const shown = section && shownValue(section);
	const result = shown && schema.safeParse(shown.value);
	return result?.success ? result.data : undefined;
}

export const statementsAt = (moment: Moment): Statements | undefined =>
	known(moment, 'statements', statements)?.rows;

export const blockingAt = (moment: Moment): Blocking | undefined => known(moment, 'blocking', blocking);

/** A section that this version has a form for. */
export function sectionAt<Id extends keyof Sections>(moment: Moment, id: Id): Sections[Id] | undefined {
	return moment.section(id) as Sections[Id] | undefined;
}

/** Why a section has nothing to report, in words. */
export function whyNot(section: Section<unknown> | undefined): string {
	switch (section?.status) {
		case undefined:
			return 'it was not recorded';
		case 'pending':
			return 'it was not sampled yet';
		case 'unsupported':
			return section.reason;
		case 'denied':
			return `${section.reason}. To allow it: ${section.grant};`;
		case 'failed':
			return section.error.message;
		case 'ok':
			return 'it is of another form than this version of pgdeck knows';
	}
}

/** A statement over the time that was recorded. */
export type WorstStatement = {
	readonly row: Statements[number];
	readonly calls: number;
	readonly ms: number;
};

/**
What statements took between two moments, the most first. One that was thrown out or reset in between counts from then on.
*/
export function worstStatements(first: Statements, last: Statements, most: number): WorstStatement[] {
	const before = new Map(first.map(row => [row.id, row]));
	return last
		.map(row => {
			const {calls: callsBefore = 0, execMs: msBefore = 0} = before.get(row.id)?.counted.total ?? {};
			const {calls = 0, execMs = 0} = row.counted.total;
			const reset = (calls ?? 0) < (callsBefore ?? 0);
			return {
				row,
				calls: (calls ?? 0) - (reset ? 0 : (callsBefore ?? 0)),
				ms: (execMs ?? 0) - (reset ? 0 : (msBefore ?? 0)),
			};
		})
		.filter(({calls}) => calls > 0)
		.toSorted((a, b) => b.ms - a.ms)
		.slice(0, most);
}

export type TreeLine = {readonly party: BlockingParty; readonly depth: number};

/** Who waits below whom: each once, below one that has the lock rather than below one that waits for it too. */
export function treeOf({parties}: Blocking): TreeLine[] {
	const ids = new Set(parties.map(({id}) => id));
	const parentOf = ({wait}: BlockingParty) =>
		wait?.behind.filter(({id}) => ids.has(id)).toSorted((a, b) => Number(a.queued) - Number(b.queued))[0]?.id;
	const lines: TreeLine[] = [];
	const seen = new Set<string>();
	const visit = (one: BlockingParty, depth: number) => {
		if (seen.has(one.id)) return;
		seen.add(one.id);
		lines.push({party: one, depth});
		for (const child of parties.filter(other => parentOf(other) === one.id)) visit(child, depth + 1);
	};
	for (const root of parties.filter(one => parentOf(one) === undefined)) visit(root, 0);
	// Those that wait for each other in a circle have no root.
	for (const one of parties) visit(one, 0);
	return lines;
}
