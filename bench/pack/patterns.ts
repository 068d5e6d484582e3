import {type Area, areas} from './documents.ts';
import {accessPatterns} from './patterns-access.ts';
import {auditPatterns} from './patterns-audit.ts';
import {logPatterns} from './patterns-logs.ts';
import {serverPatterns} from './patterns-servers.ts';
import {toolPatterns} from './patterns-tools.ts';
import type {Sizes} from './sizes.ts';

export type Parameters = ReadonlyArray<string | number | boolean>;

/** A question that the documents ask of the registry, or that an index is there for by what they say of it. */
export type Pattern = {
	readonly area: Area;
	readonly name: string;
	readonly text: string;
	/** The index that is there for it, whether it is used or not. */
	readonly meant?: string;
	/** Several, so that no lucky value is all that is measured: a large, a middling and a small tenant, for example. */
	readonly sets: (sizes: Sizes) => readonly Parameters[];
	/** Where what is of interest happens inside a function, or in the foreign keys of a row that is deleted. */
	readonly inside?: 'function' | 'delete';
};

const all: readonly Pattern[] = [
	...serverPatterns,
	...accessPatterns,
	...logPatterns,
	...auditPatterns,
	...toolPatterns,
];

/** All of them, by area. */
export const patterns: readonly Pattern[] = areas.flatMap(area =>
	all.filter(pattern => pattern.area === area),
);
