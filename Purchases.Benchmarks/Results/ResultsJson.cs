using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Benchmarks.Results;

/// <summary>The results for programs, with every round.</summary>
internal static class ResultsJson
{
    private static readonly ResultsJsonContext Context = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(Report report) => $"{JsonSerializer.Serialize(report, Context.Report)}\n";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ResultsJsonContext : JsonSerializerContext;
