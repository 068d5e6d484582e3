import {registryAbsence, registryHelp} from '../../domain/registry/words.ts';
import {readRegistry} from '../../queries/registry/registry.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';

export function registryTopic(): Topic<'registry'> {
	return {
		id: 'registry',
		connection: 'sampling',
		grant: ({server}) => `GRANT SELECT ON mcp_servers, circuit_breakers, tenants TO ${server.quotedUser}`,
		read: async ({reader, capabilities}) =>
			capabilities.registry
				? readRegistry(reader)
				: new Unsupported(registryAbsence('not-a-registry'), registryHelp),
	};
}
