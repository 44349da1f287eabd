using System.Globalization;

namespace Purchases.Local;

/// <summary>How long events stay on the log after every consumer group has passed them.</summary>
/// <param name="Time">Null means for ever.</param>
internal sealed record Retention(TimeSpan? Time)
{
    /// <summary>As Kafka's topics have it.</summary>
    public const string Unset = "7d";

    private const string Forever = "forever";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Reads <c>7d</c>, <c>12h</c>, <c>30m</c>, <c>45s</c> or <c>forever</c>.</summary>
    /// <exception cref="StartupException">It is something else.</exception>
    public static Retention Parse(string text)
    {
        if (text == Forever) return new((TimeSpan?)null);

        if (UnitOf(text) is { } unit &&
            int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) &&
            number > 0 && number <= Longest / unit)
        {
            return new(number * unit);
        }

        throw new StartupException(
            $"--retain has '{text}', but is a whole number of days, hours, minutes or seconds from 1s to {Longest.Days}d, " +
            $"such as 7d, 12h, 30m or 45s, or {Forever}.");
    }

    private static TimeSpan? UnitOf(string text) => text.LastOrDefault() switch
    {
        'd' => TimeSpan.FromDays(1),
        'h' => TimeSpan.FromHours(1),
        'm' => TimeSpan.FromMinutes(1),
        's' => TimeSpan.FromSeconds(1),
        _ => null,
    };
}
