namespace Purchases.Benchmarks.Results;

/// <summary>Where a run leaves its results.</summary>
internal static class ResultsFiles
{
    /// <returns>The files.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(string directory, Report report)
    {
        Directory.CreateDirectory(directory);
        var json = Path.Combine(directory, "results.json");
        var svg = Path.Combine(directory, "results.svg");
        await File.WriteAllTextAsync(json, ResultsJson.Write(report));
        await File.WriteAllTextAsync(svg, ResultsChart.Write(report));
        return [json, svg];
    }
}
