namespace Purchases.Core.Telemetry;

/// <summary>Where the events travel, as the OpenTelemetry messaging conventions ask for it. The functions know it; Core doesn't.</summary>
/// <param name="System">The conventions' name for the broker.</param>
/// <param name="Destination">The topic.</param>
/// <param name="ConsumerGroup">Who reads it here; null in an app that doesn't.</param>
public sealed record Messaging(string System, string Destination, string? ConsumerGroup);
