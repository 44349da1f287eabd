using System.Diagnostics;

namespace Purchases.Core.Telemetry;

/// <summary>The header that carries a trace along with an event (W3C Trace Context, section 3.2).</summary>
public static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>Length of the one form that version 00 has, in characters and in bytes.</summary>
    public const int TextLength = 55;

    /// <summary>The activity at hand as a header's value; null when there is none.</summary>
    /// <remarks>An activity may have an id of another format, which must not get on the topic: the trigger passes over a batch with one.</remarks>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: TextLength } id } ? id : null;

    /// <summary>Whether a header's value would be of use: nobody should decode one for nothing.</summary>
    public static bool IsWanted => PurchaseTelemetry.Source.HasListeners();

    /// <summary>The remote activity that the text names; none when it is malformed, whoever wrote it.</summary>
    internal static ActivityContext Parse(string? text) =>
        ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : default;
}
