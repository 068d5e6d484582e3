import * as z from 'zod';
import capabilitiesSql from '../../sql/queries/capabilities.sql';
import type {Reader} from '../postgres/reader.ts';
import {readRow} from './statement.ts';

const capabilitiesRow = z.object({
	registry: z.boolean().describe("The registry's servers and the pack's summary of them"),
	requests: z.boolean().describe("The registry's request log and the pack's summary of it"),
	extensions: z.array(z.string()),
});
export type Capabilities = z.infer<typeof capabilitiesRow>;

export function readCapabilities(reader: Reader): Promise<Capabilities> {
	return readRow(reader, capabilitiesSql, capabilitiesRow);
}
