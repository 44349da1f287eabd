namespace Purchases.Tests.Telemetry;

/// <summary>An instrument as docs/metrics.md lists it.</summary>
internal sealed record Metric(string Name, string Kind, string Unit)
{
    /// <summary>Its series in Prometheus, which takes no dots and leaves out what a unit has in braces.</summary>
    public IReadOnlyList<string> Series
    {
        get
        {
            var name = Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "");
            return Kind switch
            {
                "counter" => [$"{name}_total"],
                "histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
                _ => [name],
            };
        }
    }
}
