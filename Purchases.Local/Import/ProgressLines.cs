using System.Globalization;

namespace Purchases.Local.Import;

/// <summary>Progress as lines of text, one for each five seconds: nothing for what is done at once.</summary>
internal sealed class ProgressLines(TextWriter output, Stream input, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _toldAt = time.GetTimestamp();

    /// <param name="lines">How many are dealt with.</param>
    public void Tell(long lines)
    {
        if (time.GetElapsedTime(_toldAt) < Interval) return;

        _toldAt = time.GetTimestamp();
        var share = input.CanSeek ? string.Create(CultureInfo.InvariantCulture, $" ({(double)input.Position / input.Length:P0})") : "";
        output.WriteLine($"{Describe(lines)}{share}");
    }

    public static string Describe(long lines) => string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines read");
}
