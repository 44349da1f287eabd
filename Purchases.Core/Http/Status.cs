using System.Text.Json.Serialization;

namespace Purchases.Core.Http;

/// <summary>Body of the health answers: <c>{"status":"ok"}</c>.</summary>
public sealed record Status([property: JsonPropertyName("status")] string Text);
