import { existsSync } from "node:fs";

/** Settings of the model stand in `.env`, where there is one; see README.md. Imported before what reads them. */
if (existsSync(".env")) process.loadEnvFile(".env");
