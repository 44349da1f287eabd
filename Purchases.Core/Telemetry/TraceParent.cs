using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Telemetry;

/// <summary>The header that carries a trace along with an event (W3C Trace Context, section 3.2).</summary>
public static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>Length of a version 00 value, in characters and in bytes.</summary>
    public const int TextLength = 55;

    /// <summary>Whether the header is used; decoding it costs an allocation.</summary>
    public static bool IsWanted => PurchaseTelemetry.Source.HasListeners();

    /// <summary>The caller's span; null if the header is missing or malformed.</summary>
    internal static ActivityContext? Of(IHeaderDictionary headers) =>
        headers.TryGetValue(Header, out var values) && values.Count == 1 && Parse(values[0]) is { TraceId: var id } context && id != default
            ? context
            : null;

    /// <summary>
    /// The context as a header's value; null if it has no span. Never malformed: the Kafka trigger skips a batch with a malformed header
    /// (Azure/azure-functions-kafka-extension, Diagnostics/BatchEventActivityProvider.cs).
    /// </summary>
    internal static string? Write(ActivityContext context) => context == default
        ? null
        : $"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(byte)context.TraceFlags:x2}";

    /// <summary>The remote span that the text names; none if the text is malformed.</summary>
    internal static ActivityContext Parse(string? text) =>
        ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : default;
}

/// <summary>The ID by which an operator finds a call in the logs.</summary>
public static class TraceId
{
    /// <summary>The ID of the trace that the caller or this process has started; if there is none, the web server's call ID.</summary>
    public static string Of(HttpContext context) =>
        (TraceParent.Of(context.Request.Headers)?.TraceId ?? Activity.Current?.TraceId)?.ToHexString() ?? context.TraceIdentifier;
}
