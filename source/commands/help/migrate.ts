import {acting, common, connection, exits} from './parts.ts';

export const migrateHelp = `
Usage
  pgdeck migrate status [connection]   applied and pending migrations
  pgdeck migrate plan [connection]     every statement that "up" would run, with its lock
  pgdeck migrate up [connection]       apply what is pending
  pgdeck migrate down [connection]     roll back the last one

  Files are those of dbmate: YYYYMMDDHHMMSS_name.sql with -- migrate:up and
  -- migrate:down. They are recorded in dbmate's schema_migrations.

Options
  --dir DIR | --pack     a folder (default: that of the configuration), or the registry pack
  --to VERSION           up: apply up to it. down: roll back all after it; 0 for all
${acting}${common}

Connection${connection}
${exits}`;
