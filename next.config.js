/** @type {import('next').NextConfig} */
const nextConfig = {
  // Tests build into a folder of their own, so that a running demo is left alone.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  output: process.env.STANDALONE ? "standalone" : undefined,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Types are a stage of `npm test`; here they would make a demo wait, and fail over a file that no page loads.
  typescript: { ignoreBuildErrors: true },
  // The optimizer fetches URLs on request and has had advisories; we ship no raster images.
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "@node-rs/argon2", "pino"],
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
};
export default nextConfig;
