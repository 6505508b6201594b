/** @type {import('next').NextConfig} */
const nextConfig = {
  // Tests build into a folder of their own, so that a running demo is left alone.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  output: process.env.STANDALONE ? "standalone" : undefined,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Without it `next dev` refuses hot reload on the address that `npm run dev` prints.
  allowedDevOrigins: ["127.0.0.1"],
  // Types are a stage of `npm test`; here they would make a demo wait, and fail over a file that no page loads.
  typescript: { ignoreBuildErrors: true },
  // The optimizer fetches URLs on request and has had advisories; we ship no raster images.
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "@node-rs/argon2", "pino"],
  // Browsers ask for it by themselves where they have not read yet which icon a page names.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  // As much as the guard before the framework lets in (lib/http): beyond it this would answer 500.
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
};
export default nextConfig;
