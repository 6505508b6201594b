"use client";
import { later } from "./later";

export const RoomSignalsLater = later(() => import("./room-signals").then(({ RoomSignals }) => RoomSignals));
