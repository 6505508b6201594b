import { runLocalStack } from "./launcher/local-stack";

await runLocalStack("demo");
