using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Telemetry;

/// <summary>The header that carries a trace along with an event (W3C Trace Context, section 3.2).</summary>
public static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>Length of the one form that version 00 has, in characters and in bytes.</summary>
    public const int TextLength = 55;

    /// <summary>Whether a header's value would be used at all; decoding one costs an allocation.</summary>
    public static bool IsWanted => PurchaseTelemetry.Source.HasListeners();

    /// <summary>The caller's span; null when the request names none or names it wrongly.</summary>
    internal static ActivityContext? Of(IHeaderDictionary headers) =>
        headers.TryGetValue(Header, out var values) && values.Count == 1 && Parse(values[0]) is { TraceId: var id } context && id != default
            ? context
            : null;

    /// <summary>
    /// The context as a header's value; null when it names no span. Never malformed: the trigger may skip a batch for it.
    /// </summary>
    internal static string? Write(ActivityContext context) => context == default
        ? null
        : $"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(byte)context.TraceFlags:x2}";

    /// <summary>The remote activity that the text names; none when it is malformed, whoever wrote it.</summary>
    internal static ActivityContext Parse(string? text) =>
        ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : default;
}

/// <summary>The id by which a person finds a call in the logs.</summary>
public static class TraceId
{
    /// <summary>The trace that the caller or this process has begun; where there is none, the web server's own id of the call.</summary>
    public static string Of(HttpContext context) =>
        (TraceParent.Of(context.Request.Headers)?.TraceId ?? Activity.Current?.TraceId)?.ToHexString() ?? context.TraceIdentifier;
}
