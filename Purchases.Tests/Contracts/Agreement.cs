using System.Text;
using System.Text.Unicode;
using Purchases.Core.Json;

namespace Purchases.Tests.Contracts;

/// <summary>
/// Whether a schema and the reader say the same of some bytes. Where they differ the reader is the stricter, for a reason that no schema
/// can state.
/// </summary>
internal static class Agreement
{
    // Whole numbers with a point or an exponent, and days that the calendar doesn't have.
    private static readonly string[] WrittenRules = ["quantity", "eventVersion", "timestamp"];

    /// <param name="fault">What the reader says.</param>
    /// <param name="schemaFaults">What the schema says.</param>
    public static void Check(byte[] utf8, ReadFault? fault, Func<string, IReadOnlyList<string>> schemaFaults)
    {
        // JSON Schema begins where there is text.
        if (!Utf8.IsValid(utf8)) return;

        var faults = schemaFaults(Encoding.UTF8.GetString(utf8));
        if (fault is null) Assert.Empty(faults);
        else if (faults.Count == 0) Assert.True(IsBeyondSchemas(utf8, fault), fault.Detail);
    }

    private static bool IsBeyondSchemas(byte[] utf8, ReadFault fault) => fault.Errors is null
        ? utf8.Length > Purchases.Core.Limits.EventBytesMax
        : fault.Errors.All(error => WrittenRules.Contains(error.Key)
            || error.Value[0].Contains("unpaired surrogate", StringComparison.Ordinal)
            || error.Value[0].StartsWith("comes twice", StringComparison.Ordinal));
}
