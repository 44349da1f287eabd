namespace Purchases.Core.Http;

/// <summary>Body of a 202: <c>{"status":"accepted","eventId":"…"}</c>.</summary>
public sealed record Accepted(string Status, string EventId);
