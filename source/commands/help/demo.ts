export const demoHelp = `
Usage
  pgdeck demo [options]

  Boots a PostgreSQL 18 in a folder of its own, fills it with a registry of
  5 tenants, 40 servers and a day of requests, keeps traffic running, and opens
  the console on it. Quitting stops the server and removes the folder. Without
  a terminal it prints one snapshot as text.

Options
  --read-only --interval SECONDS --no-color --ascii --config FILE --debug`;
