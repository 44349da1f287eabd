using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Purchases.Core;

/// <summary>
/// An event's place: topic, partition (from 0) and offset (from 0). Its text, <c>topic/partition/offset</c>, identifies a rejected event.
/// </summary>
public readonly record struct EventPosition(string Topic, int Partition, long Offset)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; a topic's name contains no slash.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventPosition position)
    {
        position = default;
        var parts = text?.Split('/');

        // int.TryParse ignores U+0000 after the digits (dotnet/runtime, Number.Parsing.Common.cs).
        if (parts is not [{ Length: > 0 } topic, var partitionText, var offsetText] || text!.Contains('\0', StringComparison.Ordinal) ||
            !int.TryParse(partitionText, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ||
            !long.TryParse(offsetText, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        position = new(topic, partition, offset);
        return true;
    }

    public override string ToString() => $"{Topic}/{Partition}/{Offset}";
}
