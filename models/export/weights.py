"""Random weights that a network can do something with."""
import torch


def shake(model, seed):
    """Weights that keep variance, so that attention is sharp (similarities spread by 4) but not chaotic, and no norm or bias is left at its default."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2:
                parameter.normal_(0, 1.0 if 'embedding' in name else parameter.shape[1] ** -0.5)
            elif name.endswith('bias'):
                parameter.normal_(0, 0.1)
            else:
                parameter.normal_(1, 0.2)
    return model.eval()


def stored_as(model, dtype):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(dtype))
    return {name: value.to(dtype).contiguous() for name, value in model.state_dict().items()}
