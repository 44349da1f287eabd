using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Startup;

/// <summary>
/// Which functions this app runs: all, or those that the host setting <c>functions</c> selects
/// (<c>AzureFunctionsJobHost__functions__0=Buy</c> …), which is how web and api are split.
/// </summary>
public sealed class EnabledFunctions(IConfiguration configuration)
{
    private static readonly string[] StoreFunctions =
    [
        nameof(RecordPurchases), nameof(GetPurchases), nameof(GetPurchase),
        nameof(GetRejectedEvents), nameof(GetRejectedEvent), nameof(ReplayRejectedEvent), nameof(ReplayRejectedEvents),
    ];

    // Those that put events on the topic.
    private static readonly string[] ProducingFunctions = [nameof(Buy), nameof(ReplayRejectedEvent), nameof(ReplayRejectedEvents)];

    private readonly HashSet<string> _selected = new(
        configuration.GetSection("AzureFunctionsJobHost:functions").GetChildren().Select(child => child.Value ?? ""),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names as they were selected; empty when all functions run.</summary>
    public IReadOnlyCollection<string> Selected => _selected;

    /// <summary>Whether one of them uses the store. GetAllBoughtItems does so only where no api server is set.</summary>
    public bool NeedStore =>
        StoreFunctions.Any(Contains) || (Contains(nameof(GetAllBoughtItems)) && string.IsNullOrEmpty(configuration["API_SERVER_URL"]));

    /// <summary>Whether one of them uses the topic.</summary>
    public bool NeedTopic => Contains(nameof(RecordPurchases)) || Publish;

    /// <summary>Whether one of them puts events on the topic.</summary>
    public bool Publish => ProducingFunctions.Any(Contains);

    /// <summary>A line for each selected name that is no function: the host would pass over it without a word.</summary>
    /// <param name="all">The names of all functions, in the order in which the lines list them.</param>
    public IEnumerable<string> Faults(IReadOnlyCollection<string> all) => _selected
        .Where(name => !all.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Select(name => $"AzureFunctionsJobHost__functions selects '{name}', which is no function; there are {string.Join(", ", all)}.");

    public bool Contains(string function) => _selected.Count == 0 || _selected.Contains(function);
}
