import type {ServerIdentity, Snapshot} from './schema.ts';
import type {Section} from './section.ts';

/** One side of a comparison. Sections by name: which there are depends on who recorded them. */
export type Side = {
	readonly at: Date;
	readonly server: ServerIdentity;
	section(id: string): Section<unknown> | undefined;
};

/** The moment that the screen compares with. */
export type Reference = {
	/** The recording whose last moment it is; `beginning` for the first moment of this session, or of the recording shown. */
	readonly source: 'beginning' | {readonly file: string};
	/** Undefined while nothing was sampled. */
	side(): Side | undefined;
};

export function sideOf({takenAt, server, sections}: Snapshot): Side {
	const byName = sections as Readonly<Record<string, Section<unknown>>>;
	return {at: takenAt, server, section: id => byName[id]};
}
