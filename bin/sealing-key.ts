import { makeSealingKeyPair } from "@/lib/crypto/key-pair";

// Lines for a file of environment variables: what explains them is a comment there too.
const { privateKey, publicKey } = await makeSealingKeyPair();
console.log("# The worker's alone. Keep a copy: without it, what was sealed cannot be opened again.");
console.log("# To change keys, put the new one first, a comma, and the former ones behind it.");
console.log(`SEALING_PRIVATE_KEYS=${privateKey}`);
console.log("# For web processes that are started apart from the worker (npm start -- --web).");
console.log(`SEALING_PUBLIC_KEY=${publicKey}`);
