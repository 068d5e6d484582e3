import type {Blocking} from '../domain/sessions/schema.ts';
import type {Sections} from '../domain/snapshot/schema.ts';
import {absenceText, type Section, shownValue} from '../domain/snapshot/section.ts';
import type {StatementRow, Statements} from '../domain/statements/schema.ts';

/** The moment that the report describes. Its sections depend on who recorded them. */
type Moment = {
	readonly at: Date;
	section(id: string): Section<unknown> | undefined;
};

function known<Id extends 'statements' | 'blocking'>(moment: Moment, id: Id) {
	const section = sectionAt(moment, id);
	return section && shownValue<unknown>(section)?.value;
}

export const statementsAt = (moment: Moment) => known(moment, 'statements') as Statements | undefined;

export const blockingAt = (moment: Moment) => known(moment, 'blocking') as Blocking | undefined;

/** A section that this version can read. */
export function sectionAt<Id extends keyof Sections>(moment: Moment, id: Id): Sections[Id] | undefined {
	return moment.section(id) as Sections[Id] | undefined;
}

/** The reason why a section has nothing to report. */
export function whyNot(section: Section<unknown> | undefined): string {
	switch (section?.status) {
		case undefined:
			return 'not recorded';
		case 'pending':
			return 'not sampled yet';
		case 'unsupported':
		case 'denied':
			return absenceText(section);
		case 'failed':
			return section.error.message;
		case 'ok':
			return 'recorded by a version of pgdeck with another format';
	}
}

/** A statement over the recorded time. */
type WorstStatement = {
	readonly row: StatementRow;
	readonly calls: number;
	readonly ms: number;
};

/** The counters of statements at the first sample that has them. */
export type Begun = {
	/** The first sample listed every statement, so a later one began in between and counts from 0. */
	readonly whole: boolean;
	readonly rows: ReadonlyMap<string, StatementRow>;
};

export function noteStatements(begun: Begun | undefined, {rows, entries, hidden}: Statements): Begun {
	if (begun?.whole) return begun;
	const fresh = rows.filter(({id}) => !begun?.rows.has(id)).map(row => [row.id, row] as const);
	return {
		whole: !begun && rows.length + hidden >= entries,
		rows: new Map([...(begun?.rows ?? []), ...fresh]),
	};
}

/**
The time that statements took during the recording, the most first. A statement that was reset counts from the reset.
*/
export function worstStatements(begun: Begun, last: readonly StatementRow[], most: number): WorstStatement[] {
	return last
		.map(row => {
			const before = begun.rows.get(row.id)?.counted.total;
			const {calls, execMs} = row.counted.total;
			const reset = (calls ?? 0) < (before?.calls ?? 0);
			return {
				row,
				calls: (calls ?? 0) - (reset ? 0 : (before?.calls ?? 0)),
				ms: (execMs ?? 0) - (reset ? 0 : (before?.execMs ?? 0)),
			};
		})
		.filter(({calls}) => calls > 0)
		.toSorted((a, b) => b.ms - a.ms)
		.slice(0, most);
}
