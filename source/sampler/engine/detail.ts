import type {Detail, Focus} from '../../domain/snapshot/detail.ts';
import {type Section, unsupported} from '../../domain/snapshot/section.ts';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import type {SampleContext} from './lane.ts';
import {type TopicContext, Unsupported} from './topic.ts';

export function sameFocus(a: Focus | undefined, b: Focus | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

export type DetailReader = (focus: Focus, context: TopicContext) => Promise<Detail | Unsupported>;

/** The detail of the opened row as a section: its failure affects nothing else. */
export async function readDetailSection(
	read: DetailReader,
	focus: Focus,
	context: SampleContext,
	reader: Reader,
): Promise<Section<Detail>> {
	try {
		const value = await read(focus, {...context, reader, apart: reader, afresh: false, shown: true});
		return value instanceof Unsupported
			? unsupported(value.why, value.help)
			: {status: 'ok', value, sampledAt: context.now, tookMs: reader.cost.tookMs};
	} catch (error) {
		return {status: 'failed', error: toServerError(error)};
	}
}
