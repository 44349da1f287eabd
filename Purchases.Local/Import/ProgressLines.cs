using System.Globalization;

namespace Purchases.Local.Import;

/// <summary>Reports progress as a line every five seconds, so that a short run prints none.</summary>
/// <param name="verb">What happened to the lines: "read" or "written".</param>
/// <param name="input">Where the lines come from; null when its length isn't known.</param>
internal sealed class ProgressLines(TextWriter output, string verb, Stream? input, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _toldAt = time.GetTimestamp();

    /// <param name="lines">How many lines so far.</param>
    public void Tell(long lines)
    {
        if (time.GetElapsedTime(_toldAt) < Interval) return;

        _toldAt = time.GetTimestamp();
        var share = input is { CanSeek: true, Length: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $" ({(double)input.Position / input.Length:P0})")
            : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines {verb}{share}"));
    }
}
