namespace Purchases.Benchmarks.Results;

/// <summary>Where a run leaves its results.</summary>
internal sealed class ResultsFiles
{
    private readonly string _json;
    private readonly string _svg;

    /// <summary>Makes the directory and tries it out: not minutes later.</summary>
    /// <exception cref="BenchmarkException">It can't be written to.</exception>
    public ResultsFiles(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            _json = Path.Combine(directory, "results.json");
            _svg = Path.Combine(directory, "results.svg");
            using var json = File.Open(_json, FileMode.OpenOrCreate, FileAccess.Write);
            using var svg = File.Open(_svg, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BenchmarkException($"'{directory}' can't be written to; give another directory with --out.", e);
        }
    }

    /// <returns>The files.</returns>
    public async Task<IReadOnlyList<string>> WriteAsync(Report report)
    {
        await File.WriteAllTextAsync(_json, ResultsJson.Write(report));
        await File.WriteAllTextAsync(_svg, ResultsChart.Write(report));
        return [_json, _svg];
    }
}
