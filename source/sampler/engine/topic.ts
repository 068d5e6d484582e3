import type {SectionId, Sections, ServerIdentity} from '../../domain/snapshot/schema.ts';
import {denied, failed, type Section, unsupported} from '../../domain/snapshot/section.ts';
import {absenceWords} from '../../domain/snapshot/words.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import type {Capabilities} from '../../queries/capabilities.ts';

/** The inputs of a reading. */
export type TopicContext = {
	readonly reader: Reader;
	/** The same connection, for parts with a pace of their own: see `createPace`. */
	readonly apart: Reader;
	readonly now: Date;
	readonly server: ServerIdentity;
	readonly capabilities: Capabilities;
	/** The time window of requests and tenants in hours. */
	readonly windowHours: number;
	/** The section was not read since the connection was opened. */
	readonly afresh: boolean;
	/** The pane on screen is about this section. Other panes that show some of it do not count. */
	readonly shown: boolean;
	/** There will be no other sample, so that this one has to be complete. */
	readonly once?: boolean;
};

type ValueOf<Id extends SectionId> = Extract<Sections[Id], {status: 'ok'}>['value'];

/** One section of the snapshot: the connection that reads it, how, and the privilege it needs. */
export type Topic<Id extends SectionId = SectionId> = {
	readonly id: Id;
	readonly connection: 'sampling' | 'analytics';
	/** Time between readings while no pane shows it, for findings only. Without it: as often as the budget allows. */
	readonly unseenMs?: number;
	/** Time between readings while the pane on screen shows only a few figures of it. */
	readonly restMs?: number;
	/** Not read at all while no pane shows it and nothing records it. */
	readonly onlyWanted?: true;
	/** Also looked at between samples, by a timer of the sampler. */
	readonly beat?: {
		/** Time until the next look; 0 or less when it is due. */
		dueInMs(now: Date): number;
		look(reader: Reader, at: Date): Promise<void>;
	};
	/** The GRANT that helps if the role may not read it. */
	grant(context: TopicContext): string;
	read(context: TopicContext): Promise<ValueOf<Id> | Unsupported | Denied>;
	/**
	Reads everything anew the next time, including parts with their own pace: something has changed, or the user asks
	for it.
	*/
	forget?(): void;
	/** Closes what the topic has opened for itself. */
	close?(): Promise<void>;
};

/** The server or database does not have what the reading requires. */
export class Unsupported {
	readonly why: Coded;
	/** The way to make it available, in whole sentences. */
	readonly help: string | undefined;

	constructor(why: Coded, help?: string) {
		this.why = why;
		this.help = help;
	}
}

/** A right that is missing, known before the server refuses. */
export class Denied {
	readonly why: Coded;
	readonly grant: string;

	constructor(why: Coded, grant: string) {
		this.why = why;
		this.grant = grant;
	}
}

/**
Reads a topic into a section. A refusal or failure becomes its status. Only a lost connection is thrown, because it
affects all topics.
*/
export async function readTopic<Id extends SectionId>(
	topic: Topic<Id>,
	context: TopicContext,
	previous: Section<ValueOf<Id>>,
): Promise<Section<ValueOf<Id>>> {
	try {
		const value = await topic.read(context);
		if (value instanceof Denied) return denied(value.why, value.grant);
		return value instanceof Unsupported
			? unsupported(value.why, value.help)
			: {status: 'ok', value, sampledAt: context.now, tookMs: tookMs(context)};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		const serverError = toServerError(error);
		return serverError.code === '42501'
			? denied(absenceWords('server-refused', {message: serverError.message}), topic.grant(context))
			: failed(serverError, previous);
	}
}

function tookMs({reader, apart}: TopicContext): number {
	return Math.round((reader.cost.tookMs + apart.cost.tookMs) * 100) / 100;
}
