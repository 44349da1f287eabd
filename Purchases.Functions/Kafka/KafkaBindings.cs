using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Kafka;

/// <summary>
/// Changes the functions' Kafka bindings before the host learns of them, as settings say and an attribute can't: it is fixed when the
/// program is compiled.
/// </summary>
internal sealed class KafkaBindings(IConfiguration configuration) : IFunctionMetadataTransformer
{
    private readonly EnabledFunctions _enabled = new(configuration);

    public string Name => nameof(KafkaBindings);

    public void Transform(IList<IFunctionMetadata> original)
    {
        // Settings that no function needs may be anything. The host hears of all functions, and runs those that are selected.
        var security = _enabled.NeedTopic ? KafkaSecurity.Read(configuration) : null;
        var isConfirmed = _enabled.Publish && KafkaDelivery.IsConfirmed(configuration);
        foreach (var bindings in original.Select(function => function.RawBindings).OfType<IList<string>>())
        {
            for (var i = bindings.Count - 1; i >= 0; i--)
            {
                var binding = JsonNode.Parse(bindings[i])!.AsObject();
                var type = (string?)binding["type"];
                if (type is not ("kafkaTrigger" or "kafka")) continue;

                // The worker's own producer takes its place: the host needs none.
                if (isConfirmed && type == "kafka") bindings.RemoveAt(i);
                else if (security is not null) bindings[i] = security.Secured(binding);
            }
        }
    }
}
